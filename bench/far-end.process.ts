import { serveFarEnd } from './far-end.ts';

void serveFarEnd();
