import { githubApiUrl } from '../../../importers/github/github-api.ts'
import type { RotationStoreSource } from '../rotation-store-source.ts'

/** Secrets of GitHub Actions. */
export const githubActionsStoreSource: RotationStoreSource = {
  type: 'github-actions',
  access: (env) => {
    const { host, hostname } = githubApiUrl(env)
    return { hosts: [host], namedHosts: env['GITHUB_API_URL'] ? [hostname] : [] }
  },
  open: async (setting, place) => {
    const { GithubActionsStore } = await import('./github-actions-store.ts')
    return new GithubActionsStore(setting, place)
  },
}
