import { spawnSync } from 'node:child_process'
import { gitProgram } from './git-program.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Variables of git that say whom to trust, and steer nothing else. */
const kept = new Set(['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'])

/**
 * An environment in which neither this machine's settings of git nor variables steer it: no other addresses, helpers
 * for credentials, hooks or prompts, and nothing is fetched unasked.
 *
 * @param home an empty directory: where `.netrc` and settings are looked for
 */
export function isolatedEnvironment(
  environment: Environment,
  home: string,
): Record<string, string> {
  const inherited = Object.entries(environment).filter(
    ([name, value]) =>
      value !== undefined && (!/^(?:GIT_|SSH_ASKPASS)/i.test(name) || kept.has(name)),
  )
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    // None: what a partial clone left out is fetched by us, in one go.
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_LAZY_FETCH: '1',
  }
}

/** Of this machine's settings of git only these are taken over: how to reach a server, and whose certificates count. */
const carried =
  /^http\.(?:proxy|sslcainfo|sslcapath|sslbackend|schannelcheckrevoke|schannelusesslcainfo)$/

/** @returns settings by name, of the machine and the user, as they hold for this address */
export function readConnectionSettings(url: string, environment: Environment): [string, string][] {
  const settings = new Map<string, string>()
  for (const level of ['--system', '--global']) {
    const { status, stdout } = spawnSync(
      gitProgram(),
      ['config', level, '-z', '--get-urlmatch', 'http', url],
      { env: environment as NodeJS.ProcessEnv },
    )
    if (status !== 0) continue
    for (const entry of stdout.toString().split('\0')) {
      const [name = '', ...value] = entry.split('\n')
      if (carried.test(name)) settings.set(name, value.join('\n'))
    }
  }
  return [...settings]
}
