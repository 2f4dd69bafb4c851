// Collects garbage at SIGUSR2, so that what a process really keeps can be read; for `node --expose-gc --import`.
process.on('SIGUSR2', () => globalThis.gc());
