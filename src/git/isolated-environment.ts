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

/** Where git's own settings of the machine and of the user are. */
const places = new Set(['GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_GLOBAL'])

type Settings = readonly (readonly [name: string, value: string])[]
const asked = new WeakMap<Environment, Map<string, Settings>>()

/**
 * Git is asked once for each environment and address.
 *
 * @returns settings by name, of the machine and the user, as they hold for this address
 */
export function readConnectionSettings(url: string, environment: Environment): Settings {
  const known = asked.get(environment) ?? new Map<string, Settings>()
  asked.set(environment, known)
  const settings = known.get(url) ?? askForSettings(url, environment)
  known.set(url, settings)
  return settings
}

function askForSettings(url: string, environment: Environment): Settings {
  const inherited = Object.entries(environment).filter(
    ([name]) => !/^GIT_/i.test(name) || places.has(name),
  )
  const { status, stdout } = spawnSync(
    gitProgram(),
    ['config', '-z', '--get-urlmatch', 'http', url],
    {
      // No repository: its settings are of who made it.
      env: { ...Object.fromEntries(inherited), GIT_DIR: '/dev/null' },
    },
  )
  if (status !== 0) return []
  return stdout
    .toString()
    .split('\0')
    .map((entry): [string, string] => {
      const [name = '', ...value] = entry.split('\n')
      return [name, value.join('\n')]
    })
    .filter(([name]) => carried.test(name))
}
