import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailRow } from '../store/schema.ts'
import { type Letter, renderHtml, renderText } from './letter.ts'
import type { Sender } from './words.ts'

/**
 * A letter as the bytes that a mail server takes. The merchant's name is in front of our own address: mail that said
 * to come from theirs would be taken for forged.
 * @param from our own address.
 */
export async function writeMessage(mail: MailRow, letter: Letter, sender: Sender, from: string): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: sender.name, address: from },
    to: { name: '', address: mail.recipient },
    subject: letter.subject,
    text: renderText(letter),
    html: await renderHtml(letter),
    date: mail.created_at,
    messageId: `<${mail.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    headers: {
      // RFC 3834: nobody's holiday notice shall answer.
      'Auto-Submitted': 'auto-generated',
      ...(letter.stop && {
        'List-Unsubscribe': { prepared: true, value: `<${letter.stop.url}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
