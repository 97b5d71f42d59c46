import type { Dialect } from '../../dialect.ts';
import { signs, startsServer } from './language.ts';
import { sdk } from './sdk/sdk.ts';
import { spelling } from './spelling.ts';
import { functions } from './text-formats.ts';

export const javascript: Dialect = { signs, startsServer, spelling, functions, sdk };
