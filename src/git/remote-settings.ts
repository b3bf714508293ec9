import { readConnectionSettings } from './isolated-environment.ts'

type Settings = readonly (readonly [name: string, value: string])[]

/**
 * How git reaches a server: as this machine reaches it, with this token for its origin alone, and with neither helpers nor
 * hooks.
 */
export function remoteSettings(
  url: string,
  token: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  return [
    ...readConnectionSettings(url, env),
    ['credential.helper', ''],
    ['core.hooksPath', '/dev/null'],
    // Git would send the token on to where it is led, in the request after the one that was redirected; see `Remote`.
    ['http.followRedirects', 'false'],
    // A server that says nothing for a minute says nothing any more.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', '60'],
    ...(token === undefined
      ? []
      : [[`http.${new URL(url).origin}/.extraHeader`, headerOf(token)] as const]),
  ]
}

/** Settings as variables, so that neither a list of processes nor a file shows them. */
export function settingVariables(settings: Settings): Record<string, string> {
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(([name, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, name],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ]) as Record<string, string>
}

/** As GitHub wants it of Apps, and takes it of all tokens. */
function headerOf(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
}
