/* SPDX-License-Identifier: GPL-2.0-or-later */
/* version - the one version number of the suite. */
#ifndef LIBISO_VERSION_H
#define LIBISO_VERSION_H

#define CNS_VERSION "0.1"

#endif
