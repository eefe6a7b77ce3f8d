import { engineeringForumId, opsRoomId, seedTopics } from '../../../../adapters/telegram/sandbox/seed.ts';
import { phone, picture } from './browser.ts';
import { pageTests } from './page-stage.ts';

const { test, stage } = pageTests();

test('one speaks as another person and sees that person’s chats, unread counts included', async t => {
  const { page, order, call } = await stage(t);
  await order('send', { chatId: opsRoomId, userId: 1001, text: 'anyone here?' });
  await page.locator('#person').click();
  t.is(await page.getByRole('menuitemradio', { name: /Ada/ }).getAttribute('aria-checked'), 'true');
  await picture(page, 'people');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('#person', { hasText: 'Olu' }).waitFor();
  const room = page.locator('.chat-button', { hasText: 'Ops room' });
  await room.locator('.unread').waitFor();
  await room.click();
  await room.locator('.unread').waitFor({ state: 'detached' });
  await page.locator('.author', { hasText: 'Ada' }).first().waitFor();
  await call('sendMessage', { chat_id: 1002, text: 'psst', disable_notification: true });
  await page.locator('.chat-button', { hasText: 'psst' }).click();
  await page.locator('.meta .silent-mark').waitFor();
  t.pass();
});

test('a forum shows one topic at a time, and messages go to the open one', async t => {
  const { page, said, say, call } = await stage(t);
  await call('sendMessage', {
    chat_id: engineeringForumId,
    message_thread_id: seedTopics.incidents,
    text: 'disk full',
  });
  await page.locator('.chat-button', { hasText: 'Engineering' }).click();
  t.is(await page.getByText('disk full').locator('visible=true').count(), 1, 'only in the list of chats');
  await page.getByRole('tab', { name: /General/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Deploys', selected: true }).waitFor();
  await say('shipping');
  await said('Echo: shipping').waitFor();
  await page.getByRole('tab', { name: /Incidents/ }).click();
  await said('disk full').waitFor();
  await picture(page, 'forum');
});

test('on a phone there is one pane at a time, and a way back', async t => {
  const { page, said, say } = await stage(t, phone);
  await page.locator('.sidebar').waitFor();
  t.false(await page.locator('#text').isVisible());
  await picture(page, 'phone-list');
  await page.locator('.chat-button', { hasText: 'Binnacle' }).tap();
  await say('from the train');
  await said('Echo: from the train').waitFor();
  t.false(await page.locator('.sidebar').isVisible());
  await picture(page, 'phone-chat');
  await page.getByRole('button', { name: 'Back to the chats' }).tap();
  await page.locator('.sidebar').waitFor();
});

test('colours follow the system until one chooses, and the choice is kept', async t => {
  const { page } = await stage(t, { colorScheme: 'dark' });
  const paper = () => page.evaluate("getComputedStyle(document.querySelector('.sidebar')).backgroundColor");
  const dark = await paper();
  await picture(page, 'dark');
  await page.locator('#theme').click();
  t.not(await paper(), dark);
  await page.reload();
  await page.locator('.chat-button').first().waitFor();
  t.not(await paper(), dark);
});

test('nothing moves for who wants it so', async t => {
  const { page, say } = await stage(t, { reducedMotion: 'reduce' });
  await say('/think');
  await page.locator('#typing').waitFor();
  t.is(await page.evaluate("getComputedStyle(document.querySelector('#typing i')).animationName"), 'none');
});
