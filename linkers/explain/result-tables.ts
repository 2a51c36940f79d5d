// A result as explanations read it: temporary tables over the dense entity numbers of the session.

/** (el, er, source_pair, pass, weight): links inside clusters. */
export const RESULT_EDGE_TABLE = 'link_result_edge';
/** (el, er, source_pair, pass, weight, reason): pairs for clerical review. */
export const RESULT_REVIEW_TABLE = 'link_result_review';
/** (e, label): the cluster of every entity. */
export const RESULT_CLUSTER_TABLE = 'link_result_cluster';
