import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as OTLP writes it in JSON. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}

/** An OTLP/HTTP receiver, as far as exporters see one. */
export class Collector {
  public static async start(): Promise<Collector> {
    const collector = new Collector();
    await new Promise<void>((resolve) => collector.server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  /** What came, by its Content-Type. */
  public readonly bodies: { readonly type: string; readonly body: Buffer }[] = [];

  private readonly server: Server = createServer(async (request, response) => {
    this.bodies.push({ type: request.headers['content-type'] ?? '', body: await buffer(request) });
    response.writeHead(200, { 'content-type': request.headers['content-type'] }).end(request.headers['content-type'] === 'application/json' ? '{}' : '');
  });

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The spans that came as JSON. */
  public get spans(): Span[] {
    return this.bodies.filter(({ type }) => type === 'application/json').flatMap(({ body }) => spansIn(JSON.parse(body.toString('utf8'))));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function spansIn({ resourceSpans }: any): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }: any) => scopeSpans.flatMap(({ spans }: any) => spans.map((span: any) => ({
    ...span, links: span.links ?? [], attributes: valuesOf(span.attributes), resource: valuesOf(resource.attributes),
  }))));
}

function valuesOf(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue)]));
}
