// One model file: its sections, read into the draft.
#pragma once

#include "core/schema/model_draft.h"
#include "core/support/yaml.h"

namespace dbtool {

/// Reads what the file declares for the dialect of the context. The draft points into the root and
/// the context, which must outlive it.
void read_document(const yaml::Node& root, PartContext& context, ModelDraft& draft);

}  // namespace dbtool
