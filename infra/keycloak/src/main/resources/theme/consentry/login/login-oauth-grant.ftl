<#--
  The consent screen. The realm's scopes say in their first words what they are: "Why: ", "What: ", "How long: ".
  Sorting by those words keeps this page free of a second list of scopes. A request without a purpose is an app
  that signs somebody in, not a hospital that asks for a record.
-->
<#import "template.ftl" as layout>
<#assign name=client.name?has_content?then(advancedMsg(client.name!), client.clientId)>
<#assign why=[] what=[] howLong=[] other=[]>
<#if oauth.clientScopesRequested??>
  <#list oauth.clientScopesRequested as scope>
    <#assign text=advancedMsg(scope.consentScreenText)>
    <#if text?starts_with("Why: ")><#assign why=why+[text?keep_after(": ")]>
    <#elseif text?starts_with("What: ")><#assign what=what+[text?keep_after(": ")]>
    <#elseif text?starts_with("How long: ")><#assign howLong=howLong+[text?keep_after(": ")]>
    <#else><#assign other=other+[text]></#if>
  </#list>
</#if>
<#assign hospital=(why?size gt 0)>
<#macro row title values>
  <#if values?size gt 0>
    <div class="ask-row">
      <dt>${title}</dt>
      <dd>
        <#if values?size == 1>${values[0]?cap_first}<#else>
          <ul><#list values as value><li>${value?cap_first}</li></#list></ul>
        </#if>
      </dd>
    </div>
  </#if>
</#macro>
<@layout.registrationLayout bodyClass="oauth"; section>
  <#if section = "header">
    <#if hospital>${msg("consentTitle", name)}<#else>${msg("appTitle", name)}</#if>
  <#elseif section = "form">
    <div id="kc-oauth">
      <p class="ask-lead"><#if hospital>${msg("consentLead")}<#else>${msg("appLead")}</#if></p>
      <dl class="ask">
        <@row title=msg("consentWho") values=[name]/>
        <@row title=msg("consentWhy") values=why/>
        <@row title=msg("consentWhat") values=what/>
        <@row title=msg("consentHowLong") values=howLong/>
        <@row title=msg("consentOther") values=other/>
      </dl>
      <form action="${url.oauthAction}" method="POST" class="ask-answer">
        <input type="hidden" name="code" value="${oauth.code}">
        <button class="${properties.kcButtonPrimaryClass}" type="submit" name="accept" id="kc-login"><#if hospital>${msg("consentYes")}<#else>${msg("appYes")}</#if></button>
        <button class="${properties.kcButtonSecondaryClass}" type="submit" name="cancel" id="kc-cancel"><#if hospital>${msg("consentNo")}<#else>${msg("appNo")}</#if></button>
      </form>
      <#if hospital><p class="ask-note">${msg("consentNoReason", name)}</p></#if>
    </div>
  </#if>
</@layout.registrationLayout>
