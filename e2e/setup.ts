/** For one step on a cluster; what takes longer says so itself. */
const STEP_MS = 300_000;

jest.setTimeout(STEP_MS);
