// A tenant's authorization server that we did not write: `oidc-provider`, certified by the OpenID Foundation, under
// the paths of an OAuth2 Client app. Of the tenant's own API there is only the list of apps; everything else is 404.
// Its first line of output is where it is. Signing in takes any name and password on its development pages.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const APP = 'Portico';
/** Seconds; short, so that a journey can outlive one. */
const ACCESS_LIFETIME = 3;

const grants = {};
let provider;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://tenant');
  if (request.method === 'POST' && pathname.toLowerCase() === '/uprest/getupdata') return void list(request, response);
  if (pathname === '/__seen') return send(response, 200, grants);
  return provider.callback()(request, response);
});

server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(url, {
    clients: [
      {
        client_id: 'portico',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${url}/sysinfo/dummy`],
      },
    ],
    scopes: ['openid', 'offline_access', 'UPData'],
    routes: {
      authorization: `/oauth2/authorize/${APP}`,
      token: `/oauth2/token/${APP}`,
      revocation: `/oauth2/revoke/${APP}`,
    },
    features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
    pkce: { required: () => true },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    cookies: { keys: ['a key of this test server'] },
    ttl: { AccessToken: ACCESS_LIFETIME, AuthorizationCode: 60, RefreshToken: 3600, Session: 3600, Grant: 3600, Interaction: 600, IdToken: 60 },
  });
  provider.on('grant.success', ({ oidc }) => {
    grants[oidc.params.grant_type] = (grants[oidc.params.grant_type] ?? 0) + 1;
  });
  console.log(`oidc tenant at ${url}`);
});

process.on('SIGTERM', () => process.exit(0));

async function list(request, response) {
  const [, value] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const token = value && (await provider.AccessToken.find(value));
  if (!token || token.isExpired || !token.scope?.split(' ').includes('UPData')) {
    return send(response, 401, { success: false, Result: null, Message: 'You are not signed in.' });
  }
  const names = ['Bridge', 'Lighthouse', 'Quayside'];
  const apps = names.map((name, number) => ({ AppKey: `app-${number}`, Name: name, DisplayName: name, AppType: 'Web' }));
  return send(response, 200, { success: true, Result: { Apps: apps }, Message: null });
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
