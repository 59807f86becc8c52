import type { Page } from '@playwright/test'
import { Hono } from 'hono'
import { loadPages } from '../embed-host/assets.ts'
import { problemPage } from '../embed-host/page-request.ts'

/** Answers for the pages below this address as the host does when it cannot make one, or will not for a while. */
export async function breakPages(page: Page, address: string, status: 429 | 500): Promise<void> {
  const pages = await loadPages()
  const broken = new Hono().all('*', (c) => problemPage(c, pages, status))
  await page.route(address, async (route) => {
    const request = route.request()
    const answer = await broken.request(request.url(), { headers: await request.allHeaders() })
    await route.fulfill({ status, headers: Object.fromEntries(answer.headers), body: await answer.text() })
  })
}
