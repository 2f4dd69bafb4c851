import { checked } from './check';
import { simulated, USAGE } from './command';
import { document } from './document';

function main([first, ...others]: readonly string[]): void {
  if (first === '--help') {
    console.log(USAGE);
  } else if (first === '--document') {
    others.forEach(document);
  } else if (first === '--check') {
    const { isClose, table } = checked(others);
    console.log(table);
    process.exitCode = isClose ? 0 : 1;
  } else {
    console.log(simulated(first === undefined ? [] : [first, ...others]));
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
