import { simulated, USAGE } from './command';
import { document } from './document';
import { compareFile, Comparison, isClose } from './timeline';

function main([first, ...others]: readonly string[]): void {
  if (first === '--help') {
    console.log(USAGE);
  } else if (first === '--document') {
    others.forEach(document);
  } else if (first === '--check') {
    check(others);
  } else {
    const { head, table } = simulated(first === undefined ? [] : [first, ...others]);
    console.log(`${head}\n\n${table}`);
  }
}

/** Compares recorded runs with what is predicted for them, and fails where one is off. */
function check(files: readonly string[]): void {
  for (const comparison of files.map(compareFile)) {
    console.log(described(comparison));
    if (!isClose(comparison)) {
      process.exitCode = 1;
    }
  }
}

function described({ areaError, name, peakError, predicted, seen, within }: Comparison): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return `${name}: ${seen.area.toFixed(0)} replica seconds seen, ${predicted.area.toFixed(0)} predicted (${percent(areaError)} off); `
    + `at most ${seen.peak} seen, ${predicted.peak.toFixed(1)} predicted (${percent(peakError)} off); within 20 % or one replica for ${percent(within)} of the time`;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
