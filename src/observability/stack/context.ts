import { ApiObject } from 'cdk8s';
import { NodeLabelQuery, NodeTaintQuery } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { IMAGES, StackImage } from './images';
import { TargetCluster } from '../../cluster/target-cluster';
import { completeAfterSerialization } from '../../serialization';

/** What all parts of the stack share. */
export interface StackContext {
  readonly scope: Construct;
  readonly namespace: string;
  readonly cluster: TargetCluster;
  /** Labels by which the stack's Prometheus finds monitors; they are those of all its objects. */
  readonly labels: Record<string, string>;
  readonly nodes: readonly NodeLabelQuery[];
  readonly tolerations: readonly NodeTaintQuery[];
}

/** The labels by which a part's pods are found. */
export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'mcp-observability' };
}

/** The labels of a part's objects. */
export function labelsOf(context: StackContext, name: string): Record<string, string> {
  return { ...selectorOf(name), 'app.kubernetes.io/managed-by': 'cdk8s-mcp', ...context.labels };
}

/** A document, and of its metadata what is not the same in all of them. */
export interface PartSpec {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly isOfCluster?: boolean;
  readonly labels?: Record<string, string>;
  readonly [field: string]: any;
}

/** An object of a part, in the stack's namespace unless it belongs to the cluster. */
export function object(context: StackContext, part: string, spec: PartSpec): ApiObject {
  const { name, namespace = context.namespace, isOfCluster, labels, ...rest } = spec;
  const id = [rest.kind, name, ...namespace === context.namespace ? [] : [namespace]].join('-');
  const made = new ApiObject(context.scope, id, {
    ...rest,
    metadata: { name, ...isOfCluster ? {} : { namespace }, labels: { ...labelsOf(context, part), ...labels } },
  });
  completeAfterSerialization(made);
  return made;
}

/** A part's image as the cluster pulls it. */
export function imageOf(context: StackContext, image: StackImage): string {
  return context.cluster._image(context.scope, `the image of ${image}`, IMAGES[image]);
}
