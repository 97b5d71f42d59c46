import { parentPort } from 'node:worker_threads';
import { serveDocuments } from '../ports/document-thread.ts';
import { FileDocuments } from '../ports/documents.ts';

/** Composition root of the thread in which one of the app's own documents is read and written. */
if (parentPort !== null) serveDocuments(parentPort, (path) => new FileDocuments(path));
