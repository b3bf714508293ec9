import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * What Stanch keeps of this user on this machine: https://specifications.freedesktop.org/basedir-spec/latest/, where a
 * relative path counts as none; on Windows what does not roam.
 */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>): string {
  const [state, home] = [env['XDG_STATE_HOME'], env['HOME'] || homedir()]
  if (state && isAbsolute(state)) return join(state, 'stanch')
  if (process.platform !== 'win32') return join(home, '.local', 'state', 'stanch')
  return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'stanch')
}
