import { App, Chart, Testing } from 'cdk8s';
import { McpAgentDeployment, McpAgentDeploymentProps, McpServer } from '../../src';

/** The server that tests run where they do not care which. */
export const SERVER = McpServer.http('ghcr.io/acme/weather:1.4.2', { port: 3000 });

/** The same with metrics. */
export const MEASURED = McpServer.http('ghcr.io/acme/weather:1.4.2', { port: 3000, metrics: { port: 9090 } });

/** One with the runtime, which tells its load. */
export const SERVED = McpServer.runtime('ghcr.io/acme/weather:1.4.2');

/** A chart in an app of its own. */
export function chartOf(namespace?: string): Chart {
  return new Chart(new App(), 'test', { namespace });
}

/** An agent named "weather" in a chart of its own. */
export function agent(props: Partial<McpAgentDeploymentProps> = {}, chart = chartOf()): McpAgentDeployment {
  return new McpAgentDeployment(chart, 'weather', { server: SERVER, ...props });
}

/** The objects that a construct's chart becomes. */
export function manifests({ node }: { node: { root: unknown } }): any[] {
  const app = node.root as App;
  return app.charts.flatMap((chart) => Testing.synth(chart));
}

/** The one object of a kind that an agent becomes. */
export function manifest(kind: string, props: Partial<McpAgentDeploymentProps> = {}): any {
  return find(manifests(agent(props)), kind);
}

/** The objects of a kind. */
export function ofKind(objects: any[], kind: string): any[] {
  return objects.filter((object) => object.kind === kind);
}

/** The only object of a kind; undefined where there is none. */
export function find(objects: any[], kind: string): any {
  const found = ofKind(objects, kind);
  expect(found.length).toBeLessThan(2);
  return found[0];
}

/** The pod of the agent's Deployment. */
export function pod(props: Partial<McpAgentDeploymentProps> = {}): any {
  return manifest('Deployment', props).spec.template.spec;
}

/** The server's container in the agent's pod. */
export function serverContainer(props: Partial<McpAgentDeploymentProps> = {}): any {
  return pod(props).containers.find(({ name }: any) => name === 'server');
}
