import type { Dialect } from '../../dialect.ts';
import { signs } from './language.ts';
import { sdk } from './sdk/sdk.ts';
import { spelling } from './spelling.ts';
import { functions } from './text-formats.ts';

export const kotlin: Dialect = { signs, spelling, functions, sdk };
