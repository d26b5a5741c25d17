import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading, Page, Problem } from '../app/Page.tsx';
import { useSession } from '../session/Session.tsx';
import { Blocks } from './Blocks.tsx';
import { createLedgerClient } from './client.ts';
import { Entries } from './Entries.tsx';
import { parsePolicy } from './policy.ts';
import { Standing } from './Standing.tsx';
import { Trust } from './Trust.tsx';
import { VerifyFile } from './VerifyFile.tsx';

/** The ledger as the one who is signed in may see it, checked here and not by the gateway. */
export default function ExplorerPage() {
  const { t } = useTranslation();
  const { config, token, person } = useSession();
  const ledger = useMemo(() => createLedgerClient(config.ledger, token), [config, token]);
  const [own, setOwn] = useState<string>();
  const offered = useQuery({ queryKey: ['ledger-policy'], queryFn: ({ signal }) => ledger.policy(signal) });
  const text = own ?? offered.data;
  const policy = useMemo(() => (text === undefined ? undefined : parsePolicy(text)), [text]);

  return (
    <Page title={t('explorer.title')} lead={t('explorer.lead')}>
      {offered.isPending && <Loading />}
      {offered.isError && <Problem error={offered.error} onRetry={() => offered.refetch()} />}
      {policy && text !== undefined && (
        <>
          <Trust text={text} changed={own !== undefined} onChange={setOwn} />
          <Tabs defaultValue="entries" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="entries">{t('explorer.entries')}</Tabs.Tab>
              <Tabs.Tab value="blocks">{t('explorer.blocks')}</Tabs.Tab>
              <Tabs.Tab value="verify">{t('explorer.verify')}</Tabs.Tab>
              {person?.kind === 'operator' && <Tabs.Tab value="standing">{t('standing.tab')}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="entries">
              <Entries ledger={ledger} policy={policy} everyRecord={person?.kind !== 'patient'} />
            </Tabs.Panel>
            <Tabs.Panel value="blocks">
              <Blocks ledger={ledger} policy={policy} />
            </Tabs.Panel>
            <Tabs.Panel value="verify">
              <VerifyFile policy={policy} />
            </Tabs.Panel>
            {person?.kind === 'operator' && (
              <Tabs.Panel value="standing">
                <Standing ledger={ledger} />
              </Tabs.Panel>
            )}
          </Tabs>
        </>
      )}
    </Page>
  );
}
