import { SignJWT } from 'jose';
import { IssuerUnavailable } from '../../src/auth/auth-info.js';
import { IssuerKeys } from '../../src/auth/issuer-keys.js';
import { TokenVerifier } from '../../src/auth/token-verifier.js';
import { Issuer } from '../support/issuer.js';

const ANN = { sub: 'ann', client_id: 'desktop', scope: 'tools files' };

let issuer: Issuer;
let failures: Error[];

beforeEach(async () => {
  issuer = await Issuer.start();
  failures = [];
});

afterEach(() => issuer.stop());

function verifier(times = { fresh: 600_000, stale: 86_400_000, cooldown: 0 }, audience = 'mcp'): TokenVerifier {
  return new TokenVerifier({ issuer: issuer.url, audience, keys: new IssuerKeys(issuer.url, (error) => failures.push(error), times) });
}

test('tells whose a good token is, and what it may', async () => {
  expect(await verifier().verify(await issuer.token(ANN))).toMatchObject({ clientId: 'desktop', scopes: ['tools', 'files'], extra: { sub: 'ann' } });
  expect(await verifier().verify(await issuer.token({ azp: 'web', scp: ['a', 'b'] }))).toMatchObject({ clientId: 'web', scopes: ['a', 'b'] });
});

test('takes a URL as audience with its last slash or without, and hands it on as the resource', async () => {
  const url = 'https://weather.example.com/mcp';
  const info = await verifier(undefined, url).verify(await issuer.token(ANN, { audience: `${url}/` }));
  expect(info.resource?.href).toBe(url);
});

test.each([
  ['expired', ANN, { expires: 1 }, 'Token has expired'],
  ['for another server', ANN, { audience: 'another' }, 'Token was not issued for this resource'],
  ['of another issuer', ANN, { issuer: 'https://elsewhere.example.com' }, 'Token is of another issuer'],
  ['an id token', ANN, { type: 'id+jwt' }, 'Token is not an access token'],
  ['nobody\'s', {}, {}, 'Token names neither a subject nor a client'],
])('refuses a token that is %s', async (_, claims, options, message) => {
  await expect(verifier().verify(await issuer.token(claims, options))).rejects.toMatchObject({ code: 'invalid_token', message });
});

test('refuses what was not signed by the issuer', async () => {
  const other = await Issuer.start();
  await other.stop();
  const forged = await other.token(ANN, { issuer: issuer.url });
  const shared = await new SignJWT(ANN).setProtectedHeader({ alg: 'HS256' }).setIssuer(issuer.url).setAudience('mcp').setExpirationTime('5m').sign(Buffer.alloc(32));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ ...ANN, iss: issuer.url, aud: 'mcp', exp: 9e9 })).toString('base64url')}.`;

  await expect(verifier().verify(forged)).rejects.toThrow('Token is not signed by the issuer');
  await expect(verifier().verify(shared)).rejects.toThrow('Token is signed by an algorithm that is not allowed');
  await expect(verifier().verify(unsigned)).rejects.toThrow('Token is signed by an algorithm that is not allowed');
  await expect(verifier().verify('no.jwt')).rejects.toThrow('Token is no JWT that can be read');
});

test('learns a new key from the first token that names it, and forgets the old one', async () => {
  const one = verifier();
  const old = await issuer.token(ANN);
  await one.verify(old);
  await issuer.rotate();
  await one.verify(await issuer.token(ANN));

  expect(issuer.fetches).toBe(2);
  await expect(one.verify(old)).rejects.toThrow('Token is not signed by the issuer');
});

test('asks the issuer no more often than it may, however many tokens name unknown keys', async () => {
  const one = verifier({ fresh: 600_000, stale: 86_400_000, cooldown: 60_000 });
  await one.verify(await issuer.token(ANN));
  await issuer.rotate();
  const unknown = await issuer.token(ANN);
  await Promise.allSettled(Array.from({ length: 50 }, () => one.verify(unknown)));

  expect(issuer.fetches).toBe(1);
});

test('goes on with the keys that it has while the issuer is away, and says so where it has none', async () => {
  const one = verifier({ fresh: 0, stale: 86_400_000, cooldown: 0 });
  const token = await issuer.token(ANN);
  await one.verify(token);
  await issuer.stop();

  expect(await one.verify(token)).toMatchObject({ clientId: 'desktop' });
  await expect(verifier().verify(token)).rejects.toThrow(IssuerUnavailable);
  expect(failures.at(-1)?.message).toMatch(/well-known\/oauth-authorization-server does not answer \((ECONNREFUSED|UND_ERR_SOCKET)\)/);
  await issuer.resume();
  expect(await verifier().verify(token)).toMatchObject({ clientId: 'desktop' });
});
