import { listRemoteReferences, mirrorRemote, type RemoteAccess } from '../../git/remote-git.ts'

/** Git repositories on a server: nothing of them is ever checked out. */
export interface RemoteRepositories {
  /**
   * What the references of a repository point to.
   *
   * @returns `undefined` when there is no repository, or the token may not see it
   * @throws StanchError `FETCH_FAILED` when the server is not reached
   */
  readReferences(url: string): Promise<RemoteReferences | undefined>
  /**
   * Brings a bare repository up to date, or makes it; what went away at the server stays.
   *
   * @throws StanchError `FETCH_FAILED`
   */
  fetch(url: string, directory: string, head: string | undefined): Promise<void>
}

export interface RemoteReferences {
  /** `sha256:…` over names and objects. */
  readonly digest: string
  readonly count: number
  /** `refs/heads/main`, what HEAD stands for. */
  readonly head: string | undefined
}

/** Those that git reaches by itself. */
export function remoteRepositories(access: RemoteAccess): RemoteRepositories {
  return {
    readReferences: (url) => listRemoteReferences(url, access),
    fetch: (url, directory, head) => mirrorRemote(url, directory, head, access),
  }
}
