import { ContainerProps } from 'cdk8s-plus-28';

/** The name of the server's container. */
export const SERVER_CONTAINER = 'server';

/** The name of a container beside the server's. */
export function helperName({ name }: ContainerProps, index: number): string {
  return name ?? `init-${index}`;
}
