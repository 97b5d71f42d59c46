import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinuxPeerOwners, silentPeerOwners, type LoopbackEnds } from '../../../main/ports/peer-owners.ts';
import { makeFolder, type PrivateFolder } from '../../peers/folder.ts';

/** As the kernel writes it (Linux 6, little endian), every line of the width that its own have. */
const header4 =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const header6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, remote: string, uid: number, inode: number, state = '01'): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;

const relay4 = '0100007F:4A88';
const app4 = '0100007F:C350';
const relay6 = '00000000000000000000000001000000:4A88';
const app6 = '00000000000000000000000001000000:C350';
const mapped = (four: string): string => `0000000000000000FFFF0000${four}`;

/** What the relay's socket says of itself: 19080 is 4A88, 50000 is C350. */
const ends4: LoopbackEnds = {
  localAddress: '127.0.0.1',
  localPort: 19_080,
  remoteAddress: '127.0.0.1',
  remotePort: 50_000,
};
const ends6: LoopbackEnds = { ...ends4, localAddress: '::1', remoteAddress: '::1' };

let folder: PrivateFolder;
beforeAll(async () => {
  folder = await makeFolder('tables');
});
afterAll(() => folder.remove());

async function ownerIn(tcp: readonly string[] | null, tcp6: readonly string[] | null, ends = ends4) {
  const place = `${folder.path}/${Math.random().toString(36).slice(2)}`;
  const { mkdir } = await import('node:fs/promises');
  await mkdir(place);
  const table = (header: string, rows: readonly string[]) => [header, ...rows, ''].join('\n');
  if (tcp !== null) await writeFile(`${place}/tcp`, table(header4, tcp));
  if (tcp6 !== null) await writeFile(`${place}/tcp6`, table(header6, tcp6));
  return new LinuxPeerOwners(place).ownerOf(ends);
}

describe('the other end of a connection belongs to', () => {
  it('whose row names it first: ours has both ends the other way round', async () => {
    const rows = [row(relay4, app4, 0, 11), row(app4, relay4, 1000, 12)];
    expect(await ownerIn(rows, [])).toEqual({ kind: 'user', uid: 1000 });
  });

  it('who has it over IPv6', async () => {
    const rows = [row(relay6, app6, 0, 11), row(app6, relay6, 1001, 12)];
    expect(await ownerIn([row(app4, relay4, 7, 9)], rows, ends6)).toEqual({ kind: 'user', uid: 1001 });
  });

  it('who has it over IPv4 in a socket for both, which stands in the other table', async () => {
    const rows = [row(mapped(app4), mapped(relay4), 1002, 12)];
    expect(await ownerIn([row(relay4, app4, 0, 11)], rows)).toEqual({ kind: 'user', uid: 1002 });
  });

  it('who has it, and not who had the same port in another connection', async () => {
    const rows = [
      row('0200007F:C350', relay4, 1, 20),
      row(app4, '0100007F:4A89', 2, 21),
      row(app4, '0200007F:4A88', 3, 22),
      row(app4, relay4, 1000, 23),
    ];
    expect(await ownerIn(rows, [])).toEqual({ kind: 'user', uid: 1000 });
  });

  it('nobody, where the process has closed it: the kernel then shows it as root’s (TIME_WAIT)', async () => {
    expect(await ownerIn([row(app4, relay4, 0, 0, '06')], [])).toEqual({ kind: 'nobody' });
  });

  it('root, where root has it', async () => {
    expect(await ownerIn([row(app4, relay4, 0, 5)], [])).toEqual({ kind: 'user', uid: 0 });
  });

  it('nobody, where no row speaks of it', async () => {
    expect(await ownerIn([], [])).toEqual({ kind: 'nobody' });
  });

  it('an uid as long as they get', async () => {
    expect(await ownerIn([row(app4, relay4, 4_294_967_294, 5)], [])).toEqual({
      kind: 'user',
      uid: 4_294_967_294,
    });
  });

  it('somebody unknown, where there is no table', async () => {
    expect(await ownerIn(null, null)).toEqual({ kind: 'unknown' });
    expect(await silentPeerOwners.ownerOf(ends4)).toEqual({ kind: 'unknown' });
  });
});

/** The table is read 64 KiB at a time: a line may begin in one piece and end in the next. */
it('a row is found wherever the buffer cuts it', async () => {
  const length = row(app4, relay4, 1000, 5).length + 1;
  const others = Math.floor((64 * 1024 - header4.length) / length);
  for (let shift = 0; shift < length; shift += 7) {
    const before = Array.from({ length: others - 1 }, () => row('0100007F:0001', '0100007F:0002', 3, 4));
    const rows = [
      '#'.repeat(shift),
      ...before,
      row(app4, relay4, 1000, 5),
      row('0100007F:0001', relay4, 3, 4),
    ];
    expect(await ownerIn(rows, []), `${shift} bytes on`).toEqual({ kind: 'user', uid: 1000 });
  }
});

it('a row is found behind many others, and by many who ask at once', async () => {
  const many = Array.from({ length: 5_000 }, (_, at) =>
    row(`0100007F:${(at + 1).toString(16).padStart(4, '0').toUpperCase()}`, relay4, at, at + 1),
  );
  const place = `${folder.path}/many`;
  const { mkdir } = await import('node:fs/promises');
  await mkdir(place);
  await writeFile(`${place}/tcp`, [header4, ...many, ''].join('\n'));
  const owners = new LinuxPeerOwners(place);
  const asked = Array.from({ length: 50 }, (_, at) => 100 * at + 1);
  const found = await Promise.all(asked.map((remotePort) => owners.ownerOf({ ...ends4, remotePort })));
  expect(found).toEqual(asked.map((port) => ({ kind: 'user', uid: port - 1 })));
});
