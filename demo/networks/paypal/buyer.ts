/** The one buyer that there is, who is always logged in. */
export const BUYER = {
  id: 'BUYERSANDBXX2',
  email: 'buyer@sandbox.example',
  name: { given_name: 'Robin', surname: 'Sandbox' },
}

export const payerOf = () => ({
  name: BUYER.name,
  email_address: BUYER.email,
  payer_id: BUYER.id,
  address: { country_code: 'DE' },
})
