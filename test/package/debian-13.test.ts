import { testInstalledOn } from './installed.ts';

await testInstalledOn('Debian 13', 'trixie', { knowsNamespaces: true });
