import { describe, expect, it } from 'vitest';
import { ElectronFileChooser, type FileChooser } from '../../main/ports/file-chooser.ts';
import { en } from '../../shared/text/en/index.ts';
import { FakeFileChooser } from '../fakes/file-chooser.ts';

type Parts = ConstructorParameters<typeof ElectronFileChooser>;
type Dialog = Parts[0];
type Window = ReturnType<Parts[1]>;

/** Electron's dialog, in which the person points at `filePaths`; what it was asked for is written down. */
function scriptedDialog(filePaths: string[]) {
  const asked: unknown[][] = [];
  const showOpenDialog = (...args: unknown[]) => {
    asked.push(args);
    return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
  };
  return { dialog: { showOpenDialog } as unknown as Dialog, asked };
}

const choosers: [string, (path: string | null) => FileChooser][] = [
  [
    'Electron’s',
    (path) =>
      new ElectronFileChooser(
        scriptedDialog(path === null ? [] : [path]).dialog,
        () => null,
        () => en,
      ),
  ],
  ['the fake', (path) => Object.assign(new FakeFileChooser(), { path })],
];

describe.each(choosers)('%s file chooser', (_name, chooserOf) => {
  it('answers what the person pointed at', async () => {
    expect(await chooserOf('/run/tokens/.jwt').chooseJwtFile('https://ros.example')).toBe('/run/tokens/.jwt');
  });

  it('answers null when the person closes the dialog', async () => {
    expect(await chooserOf(null).chooseJwtFile('https://ros.example')).toBeNull();
  });
});

describe('Electron’s file chooser', () => {
  it('stands before the window, names the server, asks for one file, hidden ones included, and leaves no trace of it', async () => {
    const { dialog, asked } = scriptedDialog(['/a']);
    const window = {} as Window;
    await new ElectronFileChooser(
      dialog,
      () => window,
      () => en,
    ).chooseJwtFile('https://ros.example');
    const [owner, options] = asked[0] as [Window, Parameters<Dialog['showOpenDialog']>[0]];
    expect(owner).toBe(window);
    expect(options.properties).toEqual(['openFile', 'showHiddenFiles', 'dontAddToRecent']);
    expect(options.title).toBe('File with a fresh JWT, which goes to https://ros.example');
  });
});
