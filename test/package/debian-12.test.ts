import { testInstalledOn } from './installed.ts';

await testInstalledOn('Debian 12', 'bookworm', { knowsNamespaces: false });
