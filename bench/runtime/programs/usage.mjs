// Preloaded into every server that is measured: tells what the process used when it is asked over its IPC channel.
if (process.send) {
  process.on('message', (question) => {
    if (question === 'usage') {
      const { user, system } = process.cpuUsage();
      process.send({ cpuMicroseconds: user + system });
    } else if (question === 'memory') {
      globalThis.gc();
      globalThis.gc();
      // Threads of V8 give pages back after a collection.
      setTimeout(() => process.send({ residentBytes: process.memoryUsage.rss() }), 1_000);
    }
  });
  process.on('disconnect', () => process.exit()); // whoever measures is gone
  process.channel.unref();
}
