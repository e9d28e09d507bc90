import { installPeers } from './start/contestants.ts';
import { fleet, fleetSize } from './start/fleet.ts';
import { fleetTable } from './start/page.ts';

/** `npm run bench:fleet [ROUNDS]`: the table of docs/performance.md on a fleet, measured alone. */
installPeers();
process.stdout.write(`${fleetTable(fleet(Number(process.argv[2] ?? 5)), fleetSize)}\n`);
