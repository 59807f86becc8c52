import { type Context, Hono } from 'hono'
import type { Core } from '../server/core.ts'
import { readStopToken, refuseReminders, reminderSender } from '../server/notifications/refusals.ts'
import type { Pages } from './assets.ts'
import { askedFor, problemPage } from './page-request.ts'

/** No script, our own style, one form to ourselves, and no frame: somebody else's page must not press the button. */
const POLICY =
  "default-src 'none'; base-uri 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'"

/**
 * `/reminders/stop?token=…`, from a reminder's link and its List-Unsubscribe header. Mail programs that unsubscribe by
 * one click send the same POST as the page's button (RFC 8058); it needs no cookie, and done twice it is done.
 */
export function reminderRoutes(core: Core, pages: Pages): Hono {
  const app = new Hono()

  app.get('/stop', (c) => answer(c, false))
  app.post('/stop', (c) => answer(c, true))

  async function answer(c: Context, stopped: boolean): Promise<Response> {
    const reminded = readStopToken(core, c.req.query('token') ?? '')
    const merchantName = reminded && (await reminderSender(core, reminded))
    if (!reminded || merchantName === null) return problemPage(c, pages, 404)
    if (stopped) await refuseReminders(core, reminded)
    const { theme, locales } = askedFor(c)
    c.header('Content-Security-Policy', POLICY)
    c.header('Cache-Control', 'no-store')
    return c.html(pages.render.renderRemindersPage({ merchantName, stopped, theme, locales, styles: pages.pay.styles }))
  }

  return app
}
