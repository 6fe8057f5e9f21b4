import { setFlagsFromString } from 'node:v8';

/**
 * Imported first of all, so that the whole process has it: garbage of the old is collected when the heap grew by this
 * part. V8 itself waits for up to four times the size. See decision 025.
 */
const GROWTH_PERCENT = 60;

setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
