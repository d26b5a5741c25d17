package org.consentry.mappers.ccda;

/** Makes resources of one kind of statement. */
@FunctionalInterface
interface StatementMapper {

    void map(Statement statement, SectionKind section, Document document);
}
