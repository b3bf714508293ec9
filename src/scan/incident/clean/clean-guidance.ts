/** Where a repository is served from, without what would authorise. */
export interface RemotePlace {
  readonly host: string
  /** `owner/name`, or `group/project`. */
  readonly path: string
}

/** @param url as git has it: https, ssh or `user@host:path` @returns `undefined` for a path of this machine */
export function remotePlaceOf(url: string): RemotePlace | undefined {
  const short = /^(?:[^@/\s]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(url)
  const long = short === null && URL.canParse(url) ? new URL(url) : undefined
  const [host, path] = short ? [short[1], short[2]] : [long?.hostname, long?.pathname]
  if (!host || !path || long?.protocol === 'file:') return undefined
  return { host, path: path.replace(/^\/+|(?:\.git)?\/*$/g, '') }
}

/**
 * The commands that rewrite a history, in order.
 * https://github.com/newren/git-filter-repo, https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository
 *
 * @param expressions path of the file, which lies in git’s own directory
 */
export function historyCommands(expressions: string, id: string, number: number): string[] {
  const quoted = quote(expressions)
  return [
    'git stash list && git status --porcelain     # both empty, and all pushed: what is not is lost',
    `git filter-repo --force --sensitive-data-removal --replace-text ${quoted} --replace-message ${quoted}`,
    'git reflog expire --expire=now --all && git gc --prune=now',
    `stanch incident clean ${id} --place ${number}     # proves it, and deletes the expressions file`,
    'git push --force --mirror origin        # refused for refs/pull/*: that is expected',
  ]
}

/** What no command here reaches, and who can. */
export function historyLimits(remote: RemotePlace | undefined): string[] {
  const name = remote === undefined ? 'the server' : remote.host
  const lines = [
    `Not reached: forks, other clones (they would push it back: have them cloned anew), caches and search indexes, pull requests, releases and packages.`,
  ]
  if (isGithub(remote))
    lines.push(
      'GitHub: refs of pull requests are read-only and commits stay readable under their SHA. Ask GitHub Support to remove cached views and to run garbage collection: name the repository, how many pull requests are affected and the first changed commits, which git filter-repo prints.',
    )
  else if (isGitlab(remote))
    lines.push(
      'GitLab: commits stay readable by merge requests and under their SHA. Settings → Repository → Repository maintenance → Redact text removes it on the server; or upload .git/filter-repo/commit-map under Clean up repository.',
    )
  else
    lines.push(
      `On ${name}: old commits stay readable under their SHA until its garbage collection.`,
    )
  return lines
}

/**
 * How logs of CI are deleted.
 * https://docs.github.com/en/rest/actions/workflow-runs#delete-workflow-run-logs, https://docs.gitlab.com/api/jobs/#erase-a-job
 */
export function logGuidance(remote: RemotePlace | undefined): string[] {
  const path = remote?.path ?? 'OWNER/REPO'
  const github = `gh api -X DELETE repos/${isGithub(remote) ? path : 'OWNER/REPO'}/actions/runs/RUN_ID/logs`
  const gitlab = `glab api -X POST projects/${isGitlab(remote) ? encodeURIComponent(path) : 'PROJECT_ID'}/jobs/JOB_ID/erase`
  const calls = isGithub(remote) ? [github] : isGitlab(remote) ? [gitlab] : [github, gitlab]
  return ['Logs and artefacts of CI that printed it:', ...calls.map((call) => `  ${call}`)]
}

/** How a message is taken back where it was written; a copy of its export changes nothing there. */
export function messageGuidance(format: string): string {
  const calls: Readonly<Record<string, string>> = {
    slack:
      'delete the message in Slack (chat.delete with its channel and ts), and its edits and file copies with an admin’s discovery or retention settings',
    teams:
      'delete the message in Teams; retention holds keep a copy until an administrator of Purview purges it',
    discord: 'delete the message in Discord (DELETE /channels/CHANNEL_ID/messages/MESSAGE_ID)',
    mail: 'delete the mail in every mailbox, also from the sender’s and from archives',
    chatgpt: 'delete the conversation; it is kept for up to 30 days after that',
  }
  return `Where it was written it stays: ${calls[format] ?? 'delete the message in the tool that the export is of'}.`
}

function isGithub(remote: RemotePlace | undefined): boolean {
  return remote !== undefined && /(?:^|\.)github\./.test(remote.host)
}

function isGitlab(remote: RemotePlace | undefined): boolean {
  return remote !== undefined && /(?:^|\.)gitlab\./.test(remote.host)
}

/** For a shell, whatever stands in it. */
export function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
