import { serveSyncServer } from './sync-server.ts';

void serveSyncServer();
