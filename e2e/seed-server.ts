import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DemoFile } from '../demo/demo-file.ts'

/** The server side of the reference: its code as it stands there, run by what it is written for. */

/** The reference's addresses and key, in place of which the sandbox's are put. */
export const forSandbox = (text: string, { host, paylinq }: DemoFile, api = host): string =>
  text
    .replaceAll('https://api.paylinq.net', api)
    .replaceAll('https://app.paylinq.net', host)
    .replaceAll(/plq_live_YOUR(_API)?_KEY/g, paylinq.apiKey)

export const CURL_CREATE = String.raw`curl -X POST https://api.paylinq.net/v1/payments \
-H "X-API-Key: plq_live_YOUR_KEY" \
-H "Content-Type: application/json" \
-H "Idempotency-Key: order_1234_attempt_1" \
-d '{"amount": 2500, "currency": "EUR", "description": "Order #1234"}'`

export const CURL_LIST = String.raw`curl https://api.paylinq.net/v1/payments \
-H "X-API-Key: plq_live_YOUR_API_KEY"`

export const CURL_REFUND = String.raw`curl -X POST https://api.paylinq.net/v1/refunds \
-H "X-API-Key: plq_live_YOUR_KEY" \
-H "Content-Type: application/json" \
-H "Idempotency-Key: refund_order_1234_full" \
-d '{"payment_id": "a1b2c3d4-...", "reason": "Customer request"}'`

const FLASK_RECEIVER = `import hmac, hashlib
from flask import Flask, request, abort

app = Flask(__name__)
WEBHOOK_SECRET = "your_webhook_secret" # From dashboard → Apps

@app.route("/webhooks/paylinq", methods=["POST"])
def handle_webhook():
    body = request.get_data() # raw bytes — do NOT parse first
    sig = request.headers.get("X-Paylinq-Signature", "")
    expected = hmac.new(
        WEBHOOK_SECRET.encode(), body, hashlib.sha256
    ).hexdigest()
    if not hmac.compare_digest(expected, sig):
        abort(401, "Invalid signature")

    event = request.json
    match event["event"]:
        case "payment.succeeded":
            payment_id = event["data"]["payment_id"]
            order_ref = event["data"]["external_ref"]
            # fulfil_order(order_ref)
        case "payment.refunded":
            refund_id = event["data"]["refund_id"]
            # process_refund(refund_id)
        case "payment.failed":
            pass # notify customer, no action needed
    return {"received": True}, 200
`

const RETRYING_POST = `import uuid, time, requests

def paylinq_post(path, body, api_key, max_retries=3):
    url = "https://api.paylinq.net" + path
    idem_key = str(uuid.uuid4()) # generate once, reuse on every retry
    headers = {
        "X-API-Key": api_key,
        "Content-Type": "application/json",
        "Idempotency-Key": idem_key,
    }
    for attempt in range(max_retries):
        r = requests.post(url, headers=headers, json=body)
        if r.status_code < 500:
            return r.json() # success or client error — don't retry
        wait = 2 ** attempt
        print(f"Server error, retrying in {wait}s...")
        time.sleep(wait)
    r.raise_for_status()
`

const run = promisify(execFile)

/** Runs a command line of the reference in a shell. @returns what it was answered. */
export async function inShell<T>(line: string): Promise<T> {
  const { stdout } = await run('sh', ['-c', line])
  return JSON.parse(stdout)
}

/** Why the reference's Python cannot be run here; null when it can. */
export function pythonMissing(): string | null {
  try {
    execFileSync('python3', ['-c', 'import flask, requests'], { stdio: 'ignore' })
    return null
  } catch {
    return 'Python 3 with flask and requests is not here: install python3-flask and python3-requests.'
  }
}

/** Calls the reference's retry function. @returns what it printed, its result as JSON in the last line. */
export async function retryingPost(
  sandbox: DemoFile,
  { api, path, body }: { api: string; path: string; body: object },
): Promise<{ id: string; said: string[] }> {
  const call = `\nimport json, sys\nprint(json.dumps(paylinq_post(*json.loads(sys.argv[1]))))\n`
  const code = forSandbox(RETRYING_POST, sandbox, api) + call
  const { stdout } = await run('python3', ['-c', code, JSON.stringify([path, body, sandbox.paylinq.apiKey])])
  const said = stdout.trim().split('\n')
  return { id: JSON.parse(said.pop()!).id, said }
}

/** Runs `use` with the reference's receiver, which Flask serves. */
export async function withReceiver(secret: string, use: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-receiver-'))
  writeFileSync(join(folder, 'receiver.py'), FLASK_RECEIVER.replace('your_webhook_secret', secret))
  const flask = spawn('python3', ['-m', 'flask', '--app', 'receiver', 'run', '--port', '0'], {
    cwd: folder,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    await use(`${await addressOf(flask)}/webhooks/paylinq`)
  } finally {
    if (flask.exitCode === null) {
      const ended = once(flask, 'exit')
      flask.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true })
  }
}

function addressOf(flask: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer) => {
      output += chunk
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
      if (address) resolve(address)
    }
    flask.stdout!.on('data', read)
    flask.stderr!.on('data', read)
    flask.once('error', reject)
    flask.once('exit', () => reject(new Error(`Flask ended: ${output}`)))
  })
}

/** A way to the host that loses its first answer and says 502 instead. */
export async function withLostAnswer(host: string, use: (address: string) => Promise<void>): Promise<void> {
  let requests = 0
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const {
      'x-api-key': key,
      'content-type': type,
      'idempotency-key': once,
    } = request.headers as Record<string, string>
    const answer = await fetch(host + request.url, {
      method: request.method!,
      headers: { 'X-API-Key': key!, 'Content-Type': type!, 'Idempotency-Key': once! },
      body,
    })
    const text = await answer.text()
    if (++requests === 1) response.writeHead(502).end('{"detail": "Bad gateway"}')
    else response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
