import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { createLedgerClient } from '../ledger/client.ts';
import { parsePolicy } from '../ledger/policy.ts';
import { judge, parseReceipt } from '../ledger/receipt.ts';
import { useSession } from '../session/Session.tsx';
import { fileName, type Opened } from './openDelivery.ts';

const LONGEST_TEXT = 200_000;

/** A document that has been opened here: shown where that is harmless, and to be saved. */
export function OpenedDocument({ id, opened }: { id: string; opened: Opened }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" data-testid={`opened-${id}`} data-sha256={opened.sha256}>
      <Alert color="brand" icon={<IconShieldCheck aria-hidden />} title={t('documents.whole')}>
        <Text c="#0f172a">{t('documents.wholeText')}</Text>
        {opened.entry && <Logged digest={opened.entry} />}
      </Alert>
      <Shown opened={opened} />
      <Button
        variant="default"
        onClick={() => save(opened.content, fileName(id, opened.contentType))}
        style={{ alignSelf: 'flex-start' }}
        data-testid={`save-${id}`}
      >
        {t('documents.save')}
      </Button>
    </Stack>
  );
}

/** Whether the ledger tells of this re-encryption; checked here. */
function Logged({ digest }: { digest: string }) {
  const { t } = useTranslation();
  const { config, token } = useSession();
  const ledger = useMemo(() => createLedgerClient(config.ledger, token), [config, token]);
  const proof = useQuery({
    queryKey: ['re-encryption', digest],
    queryFn: async ({ signal }) => {
      const policy = parsePolicy(await ledger.policy(signal));
      const receipt = parseReceipt(await ledger.receipt({ digest }, signal));
      return judge(receipt, policy).proved;
    },
    // The entry is on its way into the log, and hospitals have yet to sign.
    retry: 10,
    retryDelay: 500,
  });
  const state = proof.isPending ? 'waiting' : proof.data === true ? 'proved' : 'unproved';
  return (
    <Text c="#0f172a" data-testid="logged" data-state={state}>
      {t(`documents.logged.${state}`)}
    </Text>
  );
}

/** Pictures are drawn and texts are shown as text: nothing that came is ever run as a page. */
function Shown({ opened }: { opened: Opened }) {
  if (opened.contentType.startsWith('image/')) {
    return <Picture content={opened.content} />;
  }
  return opened.contentType === 'text/plain' && opened.content.size <= LONGEST_TEXT ? (
    <PlainText content={opened.content} />
  ) : null;
}

function Picture({ content }: { content: Blob }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    createImageBitmap(content).then(
      (picture) => {
        const on = canvas.current;
        if (on && !gone) {
          on.width = picture.width;
          on.height = picture.height;
          on.getContext('2d')?.drawImage(picture, 0, 0);
        }
        picture.close();
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [content]);
  return <canvas ref={canvas} role="img" aria-label={t('documents.picture')} style={{ maxWidth: '100%' }} />;
}

function PlainText({ content }: { content: Blob }) {
  const text = useQuery({ queryKey: ['text', content], queryFn: () => content.text(), gcTime: 0 });
  return (
    <Text component="pre" m={0} style={{ whiteSpace: 'pre-wrap' }} data-testid="document-text">
      {text.data}
    </Text>
  );
}

function save(content: Blob, name: string): void {
  // Whatever it is called, it is saved as bytes and never opened as a page of ours.
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
