import { serve } from './serve.ts'

export type GithubAnswer = 'live' | 'dead' | 'firewall' | 'hangs up'

/** GitHub on this machine, which answers each token as is said here; others are dead. Answers may be changed while it runs. */
export async function playGithub(answers: Readonly<Record<string, GithubAnswer>>) {
  const asked: string[] = []
  const { host } = await serve((request, response) => {
    const given = String(request.headers.authorization).slice('Bearer '.length)
    asked.push(given)
    const answer = answers[given] ?? 'dead'
    if (answer === 'hangs up') return void response.destroy()
    response.statusCode = { live: 200, dead: 401, firewall: 403 }[answer]
    response.setHeader('content-type', answer === 'firewall' ? 'text/html' : 'application/json')
    const body = {
      live: '{"login":"ada","id":7}',
      dead: '{"message":"Bad credentials"}',
      firewall: '<html>No',
    }
    response.end(body[answer])
  })
  return { asked, host, env: { GITHUB_API_URL: `http://${host}` } }
}
