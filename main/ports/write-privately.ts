import { open } from 'node:fs/promises';

/**
 * Readable by its owner only, also where a file of that name was there before with other rights. What isn't secret to us
 * names hosts and people. Errors: the file system's.
 */
export async function writePrivately(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    // File systems without such rights, as on a memory stick, refuse; whose they are, they are readable by all anyway.
    await file.chmod(0o600).catch(() => undefined);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
