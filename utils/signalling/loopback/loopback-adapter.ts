import type { Adapter } from '../port/adapter.ts';
import { createLoopback } from './loopback.ts';

const loopback: Adapter<'loopback'> = (_profile, deps) => createLoopback(deps);

export default loopback;
