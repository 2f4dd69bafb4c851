import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { McpAgentDeployment, McpErrorCode, Scaling, Sessions } from '../src';
import { agent, find, manifests, MEASURED, SERVER } from './support/synth';

const NEW_FIELD = JsonPatch.add('/spec/fieldOfTheFuture', 1);

test('every object of an agent can be patched with a field that no schema here knows', () => {
  const whole = agent({ server: MEASURED, sessions: Sessions.stateless(), scaling: Scaling.between(2, 4) });
  const objects = [
    whole.deployment, whole.service, whole.headlessService, whole.autoscaler!, whole.verticalAutoscaler!, whole.disruptionBudget!,
    whole.networkPolicy!, whole.serviceMonitor!,
  ];
  objects.forEach((object) => ApiObject.of(object).addJsonPatch(NEW_FIELD));
  ApiObject.of(whole.serviceAccount).addJsonPatch(JsonPatch.add('/fieldOfTheFuture', 1));

  const written = manifests(whole);

  const patched = written.filter(({ spec, fieldOfTheFuture }) => (spec?.fieldOfTheFuture ?? fieldOfTheFuture) === 1);
  expect(patched.map(({ kind }) => kind)).toEqual(written.map(({ kind }) => kind));
});

test('a patch also changes what the library wrote after serialization', () => {
  const patched = agent();
  ApiObject.of(patched.deployment).addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds', 20));
  expect(find(manifests(patched), 'Deployment').spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds).toBe(20);
});

test('a document can be made more than once, and is the same', () => {
  const { deployment } = agent();
  ApiObject.of(deployment).addJsonPatch(JsonPatch.add('/spec/minReadySeconds', 3));
  expect(ApiObject.of(deployment).toJson()).toEqual(ApiObject.of(deployment).toJson());
});

describe('an app with an error', () => {
  const outdir = () => {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-'));
    writeFileSync(join(folder, 'good.k8s.yaml'), 'kind: Kept');
    return folder;
  };
  const expectUntouched = (folder: string) => {
    expect(readdirSync(folder)).toEqual(['good.k8s.yaml']);
    expect(readFileSync(join(folder, 'good.k8s.yaml'), 'utf8')).toBe('kind: Kept');
  };

  test('leaves the output folder as it was where a property is wrong', () => {
    const folder = outdir();
    const synthesize = () => {
      const app = new App({ outdir: folder });
      new McpAgentDeployment(new Chart(app, 'good'), 'weather', { server: SERVER });
      new McpAgentDeployment(new Chart(app, 'bad'), 'weather', { server: SERVER, scaling: Scaling.between(5, 2) });
      app.synth();
    };
    expect(synthesize).toThrow(McpErrorCode.SCALING_INVALID);
    expectUntouched(folder);
  });

  test('leaves the output folder as it was where a patch does not fit', () => {
    const folder = outdir();
    const app = new App({ outdir: folder });
    new McpAgentDeployment(new Chart(app, 'good'), 'weather', { server: SERVER });
    const bad = new McpAgentDeployment(new Chart(app, 'bad'), 'weather', { server: SERVER });
    ApiObject.of(bad.deployment).addJsonPatch(JsonPatch.add('/spec/no/such/place', 1));
    expect(() => app.synth())
      .toThrow(/\[bad\/weather\/Deployment\/Resource\] a JSON patch of this Deployment does not fit: .* \[MCP_PATCH_INVALID\]/);
    expectUntouched(folder);
  });
});
