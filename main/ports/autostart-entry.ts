/**
 * A desktop entry that starts a program with the session (freedesktop.org, Desktop Entry Specification 1.5 and Desktop
 * Application Autostart Specification 0.5).
 */
export const autostartEntry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Causeway',
    'Comment=Keeps sync websockets open to Realm Object Servers',
    execLine(command),
    tryExecLine(command),
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/** Whether an entry starts what it names: desktops switch one off without deleting it. */
export function isEntryOn(entry: string): boolean {
  const lines = entry.split('\n').map((line) => line.trim());
  return !lines.includes('Hidden=true') && !lines.includes('X-GNOME-Autostart-enabled=false');
}

/** Whether an entry starts this very command. */
export const startsCommand = (entry: string, command: readonly string[]): boolean =>
  entry.split('\n').includes(execLine(command));

/** Where the program is gone, as after an uninstall, desktops pass over the entry without a word. */
function tryExecLine([program = '']: readonly string[]): string {
  const escaped = program.replaceAll('\\', '\\\\').replace(/^ /, '\\s');
  return `TryExec=${escaped}`;
}

/** "The Exec key": each argument in quotes, its special characters escaped; then the whole as a string value. */
function execLine(command: readonly string[]): string {
  const quoted = command.map((argument) => `"${argument.replace(/["`$\\]/g, '\\$&')}"`).join(' ');
  return `Exec=${quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%')}`;
}
