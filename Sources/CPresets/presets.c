// The strategies that come with PatchLab, put into the program by the compiler, so that a command that was copied alone has them, too.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CPresets.h"

static const char ansible_serial[] = {
#embed "../../Scenarios/strategies/ansible-serial.yaml"
};

static const char appstore_phased[] = {
#embed "../../Scenarios/strategies/appstore-phased.yaml"
};

static const char autopatch_default[] = {
#embed "../../Scenarios/strategies/autopatch-default.yaml"
};

static const char aws_iot_exponential[] = {
#embed "../../Scenarios/strategies/aws-iot-exponential.yaml"
};

static const char big_bang[] = {
#embed "../../Scenarios/strategies/big-bang.yaml"
};

static const char canary[] = {
#embed "../../Scenarios/strategies/canary.yaml"
};

static const char canary_group_sequential[] = {
#embed "../../Scenarios/strategies/canary-group-sequential.yaml"
};

static const char canary_sequential[] = {
#embed "../../Scenarios/strategies/canary-sequential.yaml"
};

static const char chromeos_staging[] = {
#embed "../../Scenarios/strategies/chromeos-staging.yaml"
};

static const char configmgr_phased[] = {
#embed "../../Scenarios/strategies/configmgr-phased.yaml"
};

static const char gcp_patch_zonal[] = {
#embed "../../Scenarios/strategies/gcp-patch-zonal.yaml"
};

static const char hawkbit_rest[] = {
#embed "../../Scenarios/strategies/hawkbit-rest.yaml"
};

static const char hawkbit_ui[] = {
#embed "../../Scenarios/strategies/hawkbit-ui.yaml"
};

static const char intune_gradual[] = {
#embed "../../Scenarios/strategies/intune-gradual.yaml"
};

static const char k8s_rolling[] = {
#embed "../../Scenarios/strategies/k8s-rolling.yaml"
};

static const char mirage_balanced[] = {
#embed "../../Scenarios/strategies/mirage-balanced.yaml"
};

static const char mirage_frontloading[] = {
#embed "../../Scenarios/strategies/mirage-frontloading.yaml"
};

static const char staged[] = {
#embed "../../Scenarios/strategies/staged.yaml"
};

static const char ubuntu_phased[] = {
#embed "../../Scenarios/strategies/ubuntu-phased.yaml"
};

static const PresetFile all[] = {
    {"ansible-serial", ansible_serial, sizeof ansible_serial},
    {"appstore-phased", appstore_phased, sizeof appstore_phased},
    {"autopatch-default", autopatch_default, sizeof autopatch_default},
    {"aws-iot-exponential", aws_iot_exponential, sizeof aws_iot_exponential},
    {"big-bang", big_bang, sizeof big_bang},
    {"canary", canary, sizeof canary},
    {"canary-group-sequential", canary_group_sequential, sizeof canary_group_sequential},
    {"canary-sequential", canary_sequential, sizeof canary_sequential},
    {"chromeos-staging", chromeos_staging, sizeof chromeos_staging},
    {"configmgr-phased", configmgr_phased, sizeof configmgr_phased},
    {"gcp-patch-zonal", gcp_patch_zonal, sizeof gcp_patch_zonal},
    {"hawkbit-rest", hawkbit_rest, sizeof hawkbit_rest},
    {"hawkbit-ui", hawkbit_ui, sizeof hawkbit_ui},
    {"intune-gradual", intune_gradual, sizeof intune_gradual},
    {"k8s-rolling", k8s_rolling, sizeof k8s_rolling},
    {"mirage-balanced", mirage_balanced, sizeof mirage_balanced},
    {"mirage-frontloading", mirage_frontloading, sizeof mirage_frontloading},
    {"staged", staged, sizeof staged},
    {"ubuntu-phased", ubuntu_phased, sizeof ubuntu_phased},
};

size_t strategy_preset_count(void) { return sizeof all / sizeof all[0]; }

PresetFile strategy_preset(size_t number) { return all[number]; }
