import { Duration, Size, SizeRoundingBehavior } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { fail, McpErrorCode } from './failure';

/** Checks a port number. */
export function checkPort(scope: IConstruct, property: string, port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    fail(scope, McpErrorCode.PORT_INVALID, `${property} is ${port}. A port is a whole number from 1 to 65535.`);
  }
}

/** Checks the path of an HTTP endpoint. */
export function checkPath(scope: IConstruct, property: string, path: string): void {
  if (typeof path !== 'string' || !/^\/[^\s?#]*$/.test(path)) {
    fail(scope, McpErrorCode.PATH_INVALID, `${property} is "${path}". A path starts with "/" and has no space, "?" or "#".`);
  }
}

/** Whether a text is the URL of something that speaks HTTP. */
export function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** The port that a URL leads to. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'http:' ? 80 : 443);
}

/** Checks a whole number against its bounds, both of them allowed. */
export function checkInteger(
  scope: IConstruct, code: McpErrorCode, property: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    fail(scope, code, `${property} is ${value}. Use a whole number ${range}.`);
  }
}

/** A duration in whole seconds, which is what Kubernetes counts in. */
export function seconds(scope: IConstruct, property: string, duration: Duration, min = 0): number {
  const value = duration.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < min) {
    fail(scope, McpErrorCode.DURATION_INVALID, `${property} is ${value} seconds. Use whole seconds, at least ${min}.`);
  }
  return value;
}

/** A CPU quantity in thousandths of a core. */
export function millicores(scope: IConstruct, property: string, cpu: Cpu): number {
  const millis = cpu.amount.endsWith('m') ? Number(cpu.amount.slice(0, -1)) : Number(cpu.amount) * 1000;
  if (!Number.isInteger(millis) || millis < 1) {
    fail(scope, McpErrorCode.QUANTITY_INVALID, `${property} is "${cpu.amount}". Use Cpu.millis(...) or Cpu.units(...) with a number above 0, in steps of 1m.`);
  }
  return millis;
}

/** Thousandths of a core as the API server writes them back, so that nobody sees a difference after an apply. */
export function cores(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** A memory or storage quantity in bytes. */
export function bytes(scope: IConstruct, property: string, size: Size): number {
  const value = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
  if (!Number.isInteger(value) || value < 1) {
    fail(scope, McpErrorCode.QUANTITY_INVALID, `${property} is ${value} bytes. Use Size.mebibytes(...) or Size.gibibytes(...) with a number above 0.`);
  }
  return value;
}

/** Bytes as Kubernetes writes them, in the largest unit that keeps them whole. */
export function quantity(value: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  const power = units.findLastIndex((_, exponent) => value % 1024 ** exponent === 0);
  return `${value / 1024 ** power}${units[power]}`;
}
