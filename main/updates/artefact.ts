import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { failure, success, type Result } from '../../shared/result.ts';
import type { UpdateArtefact } from '../../shared/update-manifest.ts';
import type { UpdateRefusal } from '../../shared/update-status.ts';
import type { UpdateFile, UpdateFiles } from '../ports/update-files.ts';
import { fetchOverNetwork, type FetchDeps } from './fetch.ts';

/** Half an hour for an installer, and half a minute for each wait. */
const artefactMs = { deadlineMs: 30 * 60_000, idleMs: 30_000 };

/** How often progress is told at most: each time is a push to the window. */
const stepBytes = 4 * 1024 * 1024;

interface ArtefactDeps extends FetchDeps {
  readonly files: UpdateFiles;
}

/**
 * Fetches a file that a signed manifest names, unless it is here already. It gets its name only if it has the size and the
 * hash of the manifest; no byte more than that size is taken. Answers its path.
 */
export async function fetchArtefact(
  deps: ArtefactDeps,
  feed: URL,
  artefact: UpdateArtefact,
  progress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Result<string, UpdateRefusal>> {
  const name = basename(artefact.path);
  try {
    const here = await deps.files.find(name, artefact);
    if (here !== null) return success(here);
    const file = await deps.files.begin(name);
    const fetched = await fetchInto(file, deps, new URL(artefact.path, feed), artefact, progress, signal);
    if (!fetched.ok) await file.discard();
    return fetched.ok ? success(await file.keep()) : fetched;
  } catch {
    return failure({ kind: 'notStored' });
  }
}

async function fetchInto(
  file: UpdateFile,
  deps: FetchDeps,
  url: URL,
  { size, sha512 }: UpdateArtefact,
  progress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Result<null, UpdateRefusal>> {
  const hash = createHash('sha512');
  let bytes = 0;
  let isStored = true;
  const take = async (chunk: Buffer): Promise<void> => {
    hash.update(chunk);
    await file.write(chunk).catch((error: unknown) => {
      isStored = false;
      throw error;
    });
    if (Math.floor((bytes + chunk.length) / stepBytes) > Math.floor(bytes / stepBytes))
      progress(bytes + chunk.length);
    bytes += chunk.length;
  };
  const fetched = await fetchOverNetwork(deps, { url, mostBytes: size, ...artefactMs, signal, take });
  if (!isStored) return failure({ kind: 'notStored' });
  if (!fetched.ok) return fetched;
  if (bytes !== size) return failure({ kind: 'wrongSize', bytes, expected: size });
  return hash.digest('hex') === sha512 ? success(null) : failure({ kind: 'wrongHash' });
}
