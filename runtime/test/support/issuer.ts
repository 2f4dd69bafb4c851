import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { CryptoKey, exportJWK, generateKeyPair, JWTPayload, SignJWT } from 'jose';

interface Key {
  readonly id: string;
  readonly secret: CryptoKey;
  readonly jwk: object;
}

/** What of a token is not as it should be. */
export interface TokenOptions {
  readonly audience?: string;
  readonly issuer?: string;
  readonly expires?: number | string;
  readonly type?: string;
}

/**
 * An authorization server as far as resources and clients see one: metadata, keys, and tokens for whoever asks by the
 * client credentials grant.
 */
export class Issuer {
  public static async start(): Promise<Issuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = new Issuer(server, (server.address() as AddressInfo).port);
    server.on('request', issuer.answer);
    await issuer.rotate();
    return issuer;
  }

  /** How often its keys were fetched. */
  public fetches = 0;
  private keys: Key[] = [];

  private constructor(private server: Server, private readonly port: number) {}

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Signs by a new key from now on, and vouches for the old one no more. */
  public async rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const id = `key-${Date.now()}-${Math.random()}`;
    this.keys = [{ id, secret: privateKey, jwk: { ...await exportJWK(publicKey), kid: id, alg: 'ES256', use: 'sig' } }];
  }

  public token(claims: JWTPayload, { audience = 'mcp', issuer = this.url, expires = '5m', type = 'at+jwt' }: TokenOptions = {}): Promise<string> {
    const [{ id, secret }] = this.keys;
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: id, typ: type }).setIssuer(issuer).setAudience(audience).setExpirationTime(expires).sign(secret);
  }

  /** Goes away; `resume` brings it back at the same address. */
  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  public async resume(): Promise<void> {
    this.server = createServer(this.answer);
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
  }

  private readonly answer: RequestListener = async ({ url = '' }, response) => {
    const document = await this.documents()[url]?.();
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  };

  private documents(): Record<string, () => unknown> {
    return {
      '/.well-known/oauth-authorization-server': () => ({
        issuer: this.url,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        jwks_uri: `${this.url}/keys`,
        response_types_supported: ['code'],
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
      }),
      '/keys': () => {
        this.fetches++;
        return { keys: this.keys.map(({ jwk }) => jwk) };
      },
      '/token': async () => ({ access_token: await this.token({ sub: 'robot', client_id: 'robot', scope: 'tools' }), token_type: 'Bearer', expires_in: 300 }),
    };
  }
}
