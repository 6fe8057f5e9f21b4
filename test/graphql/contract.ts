/**
 * What frontend teams may rely on: a field that is there can be relied on, `?` may be null, `→` leads to one record and
 * `⇒` to a connection. Nothing is ever taken out of these tables without a line under "Breaking" in the changelog.
 */
export const TYPES: Readonly<Record<string, string>> = {
  Ticket: `id databaseId number subject body bodyHtml bodyText priority status→TicketStatus category→Category
    submitter→User onBehalfOf?→User assignee?→User dueDate? startedAt? resolvedAt? createdAt updatedAt
    lastUpdatedBy?→User timeSpentSeconds origin tags⇒Tag comments⇒Comment attachments⇒Attachment customFields
    subscribers⇒User parent?→Ticket subTickets⇒Ticket linkedTickets⇒Ticket assets⇒Asset events⇒TicketEvent awaitsStaff
    isOverdue version url viewerCan`,
  TicketRights: 'edit comment commentInternally assign close delete merge',
  Comment: `id databaseId ticket→Ticket author?→User body bodyHtml bodyText isInternal isSystem recipients⇒User
    attachments⇒Attachment createdAt editedAt?`,
  Attachment: `id databaseId fileName contentType size sha256 url isInternal uploadedBy→User createdAt comment?→Comment
    ticket?→Ticket`,
  TicketEvent: 'id databaseId kind actor?→User at changes face',
  TicketChange: 'field before? after?',
  User: `id databaseId username email firstName lastName fullName role isDisabled phone location notes? signature greeting
    language? outOfOffice receivesMail lastSeenAt? company?→Company department?→Department submittedTickets⇒Ticket
    assignedTickets⇒Ticket assets⇒Asset technicianOf⇒Category customFields accessTokens⇒AccessToken`,
  AccessToken: 'id databaseId name createdAt lastUsedAt? expiresAt? prefix',
  Company: `id databaseId name emailDomains? notes? users⇒User departments⇒Department tickets⇒Ticket assets⇒Asset
    customFields`,
  Department: 'id databaseId name company?→Company users⇒User tickets⇒Ticket assets⇒Asset',
  Section: 'id databaseId name categories⇒Category',
  Category: `id databaseId name nameWithSection section?→Section forTechsOnly technicians⇒User customFieldDefinitions
    tickets⇒Ticket`,
  TicketStatus: 'id databaseId name color kind stopsTimer forTechsOnly',
  Tag: 'id databaseId name tickets⇒Ticket',
  CustomField: 'id databaseId name type usage mandatory forTechsOnly options',
  CustomFieldOption: 'id databaseId value',
  CustomFieldValue: 'field→CustomField text? date? option?→CustomFieldOption checked?',
  CommentTemplate: 'id databaseId name body',
  Article: `id databaseId subject body bodyHtml bodyText category→ArticleCategory tags⇒Tag forTechsOnly slug url
    attachments⇒Attachment author?→User createdAt updatedAt`,
  ArticleCategory: 'id databaseId name forTechsOnly articles⇒Article',
  Asset: `id databaseId modelName serialNumber location comments? quantity type→AssetType manufacturer→Manufacturer
    supplier→Supplier company?→Company isDisabled users⇒User tickets⇒Ticket attachments⇒Attachment customFields`,
  AssetType: 'id databaseId name assets⇒Asset',
  Manufacturer: 'id databaseId name assets⇒Asset',
  Supplier: 'id databaseId name assets⇒Asset',
  TicketStats: `total closed inProgress new unanswered unassigned open byStatus byPriority byCategory byAssignee`,
  SearchResultEdge: 'cursor node? snippet score',
  RateLimit: 'limit? remaining? resetAt? cost',
  PageInfo: 'hasNextPage hasPreviousPage startCursor? endCursor?',
  UserError: 'code message field?',
};

/** Members of enums and unions. */
export const MEMBERS: Readonly<Record<string, string>> = {
  TicketPriority: 'LOW NORMAL HIGH CRITICAL',
  UserRole: 'ADMIN TECHNICIAN MANAGER CUSTOMER',
  Face: 'REST GRAPHQL SYSTEM',
  TicketStatusKind: 'NEW IN_PROGRESS CLOSED CUSTOM',
  CustomFieldType: 'TEXT DATE DROPDOWN CHECKBOX MULTILINE',
  CustomFieldUsage: 'TICKET USER COMPANY ASSET',
  UserErrorCode: 'INVALID FORBIDDEN NOT_FOUND CONFLICT TOO_LARGE',
  SearchResult: 'Ticket Article Asset User',
};

/** Arguments that queries have besides those of every list. */
export const QUERIES: Readonly<Record<string, string>> = {
  node: 'id',
  nodes: 'ids',
  viewer: '',
  ticket: 'id',
  tickets: '',
  search: 'query types filter',
  stats: 'filter',
  user: 'id',
  userByEmail: 'email',
  userByUsername: 'username',
  users: '',
  company: 'id',
  companies: '',
  departments: '',
  categories: '',
  category: 'id',
  sections: '',
  statuses: '',
  tags: '',
  customFields: 'usage category',
  commentTemplates: '',
  article: 'id slug',
  articles: '',
  articleCategories: '',
  asset: 'id',
  assets: '',
  assetTypes: '',
  manufacturers: '',
  suppliers: '',
  rateLimit: '',
};

/** Input fields that the contract names; other mutations only have to be there. */
export const MUTATIONS: Readonly<Record<string, string>> = {
  createTicket: 'files',
  updateTicket: 'expectedVersion',
  closeTicket: 'suppressNotification',
  addComment: 'files isInternal isSystem recipientIds',
  ...names(`reopenTicket deleteTicket mergeTickets linkTickets unlinkTickets addSubTicket removeSubTicket
    setTicketCustomFields addTicketSubscriber removeTicketSubscriber addTicketAsset removeTicketAsset updateComment
    attachFiles deleteAttachment createCommentTemplate updateCommentTemplate deleteCommentTemplate createUser updateUser
    deleteUser mergeUsers setUserCustomFields createAccessToken revokeAccessToken changePassword addCategoryTechnician
    removeCategoryTechnician createCompany updateCompany deleteCompany setCompanyCustomFields createDepartment
    updateDepartment deleteDepartment createSection updateSection deleteSection createCategory updateCategory
    deleteCategory createTicketStatus updateTicketStatus deleteTicketStatus createCustomField updateCustomField
    deleteCustomField createTag renameTag deleteTag createArticle updateArticle deleteArticle createArticleCategory
    updateArticleCategory deleteArticleCategory createAsset updateAsset deleteAsset assignAsset unassignAsset
    setAssetCustomFields createAssetType updateAssetType deleteAssetType createManufacturer updateManufacturer
    deleteManufacturer createSupplier updateSupplier deleteSupplier`),
};

export const SUBSCRIPTIONS: Readonly<Record<string, string>> = {
  ticketChanged: 'id since',
  ticketsChanged: 'filter since',
  commentAdded: 'ticketId since',
};

function names(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((name) => [name, '']));
}
