import { costFigures } from './cost';
import { dashboardFigures } from './dashboards';
import { publish } from '../figure';

async function main(): Promise<void> {
  publish(await dashboardFigures());
  publish(await costFigures());
}

main().catch((error) => {
  console.error((error as Error).message);
  process.exitCode = 2;
});
