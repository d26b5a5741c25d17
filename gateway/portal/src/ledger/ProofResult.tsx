import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { hex } from './bytes.ts';
import { leafHash } from './merkle.ts';
import type { Policy } from './policy.ts';
import { judge, type Receipt } from './receipt.ts';

/** A receipt, checked on this device, and what its entry says. */
export function ProofResult({ receipt, policy }: { receipt: Receipt; policy: Policy }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const verdict = judge(receipt, policy);
  const { entry, checkpoint } = receipt;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  if (!verdict.proved) {
    return (
      <Alert
        color="danger"
        icon={<IconAlertTriangle aria-hidden />}
        title={t('explorer.notProved')}
        role="alert"
        data-testid="proof"
        data-proved="false"
      >
        <Text c="#0f172a">{t(`explorer.reason.${verdict.reason}`)}</Text>
      </Alert>
    );
  }
  return (
    <Alert
      color="brand"
      icon={<IconShieldCheck aria-hidden />}
      title={t('explorer.proved')}
      role="status"
      data-testid="proof"
      data-proved="true"
    >
      <Text c="#0f172a">
        {t('explorer.provedText', { index: receipt.index, size: checkpoint.size, log: checkpoint.origin })}
      </Text>
      <dl className="facts">
        <Fact name={t('explorer.kindLabel')} value={t(`explorer.kind.${entry.kind}`)} />
        <Fact name={t('explorer.time')} value={time.format(entry.time)} />
        <Fact name={t('explorer.hash')} value={hex(leafHash(receipt.logged))} />
        <Fact name={t('explorer.commit')} value={hex(entry.commit)} />
        {entry.signer && <Fact name={t('explorer.signer')} value={entry.signer.keyId} />}
        {entry.author && <Fact name={t('explorer.author')} value={entry.author.keyId} />}
        {verdict.signed.map((signed) => (
          <Fact
            key={signed.key.text}
            name={t(signed.time ? 'explorer.cosigned' : 'explorer.signed')}
            value={signed.time ? `${signed.key.name}, ${time.format(signed.time)}` : signed.key.name}
          />
        ))}
      </dl>
    </Alert>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
